#include "json.h"

#include "validation.h"

#include <cstdio>
#include <cstdlib>

namespace metal_double {
namespace {

void AppendUtf8(std::string &text, unsigned code) {
  const auto put = [&](unsigned byte) { text += static_cast<char>(byte); };
  if (code < 0x80)
    return put(code);
  if (code < 0x800)
    return put(0xc0 | code >> 6), put(0x80 | (code & 0x3f));
  if (code < 0x10000)
    return put(0xe0 | code >> 12), put(0x80 | (code >> 6 & 0x3f)), put(0x80 | (code & 0x3f));
  put(0xf0 | code >> 18), put(0x80 | (code >> 12 & 0x3f)), put(0x80 | (code >> 6 & 0x3f));
  put(0x80 | (code & 0x3f));
}

class Reader {
public:
  explicit Reader(std::string_view text) : text_(text) {}

  Json Value() {
    switch (Next()) {
    case '{':
      return Object();
    case '[':
      return Array();
    case '"':
      return String();
    case 't':
      return Word("true", true);
    case 'f':
      return Word("false", false);
    case 'n':
      return Word("null", Json());
    default:
      return Number();
    }
  }

private:
  char Next() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      at_++;
    Require(at_ < text_.size(), "the MSL front end", "its answer is incomplete");
    return text_[at_];
  }

  // Consumes the next character if it is this one.
  bool Take(char expected) {
    if (Next() != expected)
      return false;
    at_++;
    return true;
  }

  void Expect(char expected) {
    Require(Take(expected), "the MSL front end", "its answer is not JSON: " + std::string(text_));
  }

  Json Word(std::string_view word, Json value) {
    at_ += word.size();
    return value;
  }

  Json Number() {
    char *end;
    const std::string rest(text_.substr(at_, 40));
    const double value = std::strtod(rest.c_str(), &end);
    Require(end != rest.c_str(), "the MSL front end", "its answer is not JSON: " + std::string(text_));
    at_ += static_cast<size_t>(end - rest.c_str());
    return value;
  }

  unsigned Hex() {
    const auto code = std::strtoul(std::string(text_.substr(at_, 4)).c_str(), nullptr, 16);
    at_ += 4;
    return static_cast<unsigned>(code);
  }

  std::string String() {
    Expect('"');
    std::string value;
    for (; text_.at(at_) != '"'; at_++) {
      if (text_[at_] != '\\') {
        value += text_[at_];
        continue;
      }
      static constexpr std::string_view kEscapes = "nrtbf", kMeanings = "\n\r\t\b\f";
      const char escape = text_.at(++at_);
      const size_t known = kEscapes.find(escape);
      if (escape != 'u') {
        value += known == std::string_view::npos ? escape : kMeanings[known];
        continue;
      }
      at_++;
      unsigned code = Hex();
      if (code >= 0xd800 && code < 0xdc00) { // the first of a surrogate pair
        at_ += 2;
        code = 0x10000 + ((code - 0xd800) << 10) + (Hex() - 0xdc00);
      }
      AppendUtf8(value, code);
      at_--;
    }
    at_++;
    return value;
  }

  Json Array() {
    Expect('[');
    Json::Array elements;
    if (Take(']'))
      return elements;
    do
      elements.push_back(Value());
    while (Take(','));
    Expect(']');
    return elements;
  }

  Json Object() {
    Expect('{');
    Json::Object members;
    if (Take('}'))
      return members;
    do {
      Next();
      std::string key = String();
      Expect(':');
      members[std::move(key)] = Value();
    } while (Take(','));
    Expect('}');
    return members;
  }

  std::string_view text_;
  size_t at_ = 0;
};

std::string Quoted(const std::string &value) {
  std::string text = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      text += '\\';
      text += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      text += escape;
    } else {
      text += c;
    }
  }
  return text + '"';
}

struct Writer {
  std::string operator()(std::monostate) const { return "null"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(double value) const {
    char text[32];
    std::snprintf(text, sizeof text, "%.17g", value);
    return text;
  }
  std::string operator()(const std::string &value) const { return Quoted(value); }
  std::string operator()(const Json::Array &elements) const {
    std::string text;
    for (const Json &element : elements)
      text += (text.empty() ? "" : ",") + element.Text();
    return "[" + text + "]";
  }
  std::string operator()(const Json::Object &members) const {
    std::string text;
    for (const auto &[key, value] : members)
      text += (text.empty() ? "" : ",") + Quoted(key) + ":" + value.Text();
    return "{" + text + "}";
  }
};

} // namespace

Json Json::Parse(std::string_view text) { return Reader(text).Value(); }

std::string Json::Text() const { return std::visit(Writer(), value_); }

} // namespace metal_double
