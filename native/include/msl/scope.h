// The path by which a lane arrives at a synchronisation: without it, lanes in different turns of a loop, or
// in different calls of a function, would be taken to be together because they are at the same position in
// the text. The front end declares these objects around loops and calls (native/msl/rewrite/scopes.ts).
#pragma once
namespace msl {
// The caller's position in the user's text.
#define MSL_SCOPE_HERE (MSL_SITE_HERE & MSL_SITE_POSITION)

MSL_FUNCTION void enter(MslScope *scope, msl_site position = MSL_SCOPE_HERE) {
  MslLane *lane = msl_current_lane();
  scope->outer = lane->scope;
  scope->outer_path = lane->path;
  scope->step = MSL_STEP(position);
  lane->path += MSL_STEP(position);
  lane->scope = scope;
}
MSL_FUNCTION void leave(const MslScope *scope) {
  MslLane *lane = msl_current_lane();
  lane->scope = scope->outer;
  lane->path = scope->outer_path;
}

// A loop or a call, to the end of its block.
struct Scope {
  MslScope scope;
  const msl_u64 step;
  MSL_FUNCTION Scope(msl_site position = MSL_SCOPE_HERE) : step(MSL_STEP(position)) {
    enter((MslScope *)&scope, position);
  }
  MSL_FUNCTION ~Scope() { leave((const MslScope *)&scope); }
  MSL_FUNCTION void next() { msl_current_lane()->path += step; }
};

// The body of a loop that tests its condition first: the test belongs to the turn that it begins.
struct Turn {
  Scope &loop;
  MSL_FUNCTION Turn(Scope &in) : loop(in) {}
  MSL_FUNCTION ~Turn() { loop.next(); }
};
} // namespace msl
