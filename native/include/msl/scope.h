// The path by which a lane arrives at a synchronisation: without it, lanes in different turns of a loop, or
// in different calls of a function, would be taken to be together because they are at the same position in
// the text. The front end declares these objects around loops and calls
// (native/msl/rewrite/scopes/scopes.ts).
#pragma once
namespace msl {
// The caller's position in the user's text.
#define MSL_SCOPE_HERE (MSL_SITE_HERE & MSL_SITE_POSITION)

// A loop or a call, to the end of its block if it is declared with MSL_SCOPED. It has no destructor, because
// functions that are declared constexpr can only have variables without.
struct Scope {
  MslScope scope;
  constexpr MSL_FUNCTION Scope(msl_site position = MSL_SCOPE_HERE) : scope{} {
    MslLane *lane = msl_current_lane();
    scope.outer = lane->scope;
    scope.outer_path = lane->path;
    scope.step = MSL_STEP(position);
    lane->path += scope.step;
    lane->scope = (MslScope *)&scope;
  }
  MSL_FUNCTION void next() { msl_current_lane()->path += scope.step; }
};
MSL_FUNCTION void leave(__private Scope *left) {
  MslLane *lane = msl_current_lane();
  lane->scope = left->scope.outer;
  lane->path = left->scope.outer_path;
}
#define MSL_SCOPED __attribute__((cleanup(msl::leave)))

// A call that is made for an argument of another, in whose scope it is.
constexpr MSL_FUNCTION msl_site argument(msl_site position = MSL_SCOPE_HERE) {
  return position | MSL_STEP_ARGUMENT;
}

// The body of a loop that tests its condition first: the test belongs to the turn that it begins.
struct Turn {
  __private Scope *loop;
};
MSL_FUNCTION void next(const __private Turn *turn) { turn->loop->next(); }
#define MSL_TURN __attribute__((cleanup(msl::next)))
} // namespace msl
