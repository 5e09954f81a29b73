#pragma once
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace metal_double {

// A JSON value, for messages to and from the MSL front end.
class Json {
public:
  using Array = std::vector<Json>;
  using Object = std::map<std::string, Json>;

  Json() = default; // null
  Json(bool value) : value_(value) {}
  Json(double value) : value_(value) {}
  Json(std::string value) : value_(std::move(value)) {}
  Json(const char *value) : value_(std::string(value)) {}
  Json(Array value) : value_(std::move(value)) {}
  Json(Object value) : value_(std::move(value)) {}

  // Parses well-formed text; anything else ends the process.
  static Json Parse(std::string_view text);
  std::string Text() const;

  bool IsNull() const { return std::holds_alternative<std::monostate>(value_); }
  bool Boolean() const { return std::get<bool>(value_); }
  double Number() const { return std::get<double>(value_); }
  const std::string &String() const { return std::get<std::string>(value_); }
  const Array &Elements() const { return std::get<Array>(value_); }
  const Object &Members() const { return std::get<Object>(value_); }
  bool Has(const std::string &key) const { return Members().contains(key); }
  const Json &operator[](const std::string &key) const { return Members().at(key); }

private:
  std::variant<std::monostate, bool, double, std::string, Array, Object> value_;
};

} // namespace metal_double
