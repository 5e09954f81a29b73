import { describe, expect, test } from 'vitest';
import { check, fill, HEADER } from '../harness.ts';

/** Texts that set what they use, however late, and must not be blamed. */
const CLEAN: Readonly<Record<string, string>> = {
  'set in every branch': 'float x; if (tid < 40) x = 1; else x = 2; out[gid] = x;',
  'set by a switch':
    'float x; switch (tid % 3) { case 0: x = 1; break; case 1: x = 2; break; default: x = 3; } out[gid] = x;',
  'an array filled by a loop': 'float a[8]; for (uint i = 0; i < 8; i++) a[i] = i; out[gid] = a[gid % 8];',
  'set through a pointer': 'float x; put(&x, 3); out[gid] = x;',
  'set through a reference': 'float x; set(x, 3); out[gid] = x;',
  'set by the library':
    'float c; int e; float s = sincos(float(gid), c); s += frexp(float(gid), e); out[gid] = s + c + e;',
  'a vector of three, stored with its padding':
    'float3 v; v.x = 1; v.y = 2; v.z = 3; if (gid < 32) ((device float3 *)out)[gid] = v;',
  'a structure with padding': 'Padded p; p.a = 1; p.b = 2; if (gid < 64) ((device Padded *)out)[gid] = p;',
  'a part of a vector': 'float4 v; v.xyz = float3(1, 2, 3); v *= 2.0f; out[gid] = v.x + v.y + v.z;',
  'a bit-field': 'Bits b; b.low = 1; b.high = 2; out[gid] = b.low + b.high;',
  'set by a lambda': 'float x; auto f = [&](float y) { x = y; }; f(2); out[gid] = x;',
  'a class with a constructor': 'Made m; out[gid] = m.x;',
  'one of two, by pointer': 'float x = 1, y; thread float *p = gid % 2 ? &x : &y; *p = 3; out[gid] = *p;',
  'declared in a case':
    'switch (tid % 2) { case 0: float x; x = 1; out[gid] = x; break; default: x = 2; out[gid] = x; }',
  'a list of pointers':
    'Node a, b; a.x = 1; b.x = 2; a.next = &b; b.next = nullptr; float s = 0; for (thread Node *n = &a; n; n = n->next) s += n->x; out[gid] = s;',
  'set by a lambda that is passed on':
    'float a[6], s = 0; each(6, [&](int i) { a[i] = i; }); each(6, [&](int i) { s += a[i]; }); out[gid] = s;',
  'set by a lambda when it is first called':
    'float best; bool found = false; auto see = [&](float v) { if (!found || v > best) { best = v; found = true; } }; see(gid); see(2); out[gid] = best;',
  'set by a function that is not inlined': 'float a[6]; fill(a, 3); out[gid] = a[gid % 3];',
  'results of functions that are not inlined':
    'Padded p = padded(gid); Big b = big(2), c; c = b; out[gid] = p.a + p.b + b.v[gid % 12] + c.v[gid % 12];',
  'arrays that change places':
    'float a[4], b[4]; thread float *from = a, *to = b; for (int i = 0; i < 4; i++) from[i] = i; for (int r = 0; r < 3; r++) { for (int i = 0; i < 4; i++) to[i] = from[3 - i]; thread float *t = from; from = to; to = t; } out[gid] = from[gid % 4];',
  'a result with padding, stored': 'Padded p = padded(gid); if (gid < 64) ((device Padded *)out)[gid] = p;',
  'a class with an array and a counter':
    'Stack s; s.push(gid); s.push(2); uint x = s.pop() + s.pop(); s.push(x); out[gid] = s.pop();',
  'words of a structure':
    'Padded p; thread uint *words = (thread uint *)&p; for (uint i = 0; i < sizeof(Padded) / 4; i++) words[i] = i; out[gid] = p.a + p.b;',
  'one member of a union': 'Pun p; p.f = gid; out[gid] = p.u >> 23;',
  'a variable of each turn, by pointer':
    'float s = 0; for (int i = 0; i < 3; i++) { Made a[2]; thread Made *p = &a[i % 2]; p->x = i; s += p->x; } out[gid] = s;',
  'bit-fields, copied and stored':
    'Bits b; b.high = gid; b.low = 3; Bits c = b; c.low++; c.high += 2; out[gid] = c.low + c.high; if (gid < 64) ((device Bits *)out)[gid] = c;',
  'lanes that have nothing to give':
    'float x; if (lane < 8) x = lane; if (lane < 8) x = simd_shuffle(x, lane & 7); else x = 0; out[gid] = x;',
};

const BEFORE = `
void put(thread float *p, float x) { *p = x; }
void set(thread float &r, float x) { r = x; }
struct Padded { float a; char b; };
struct Bits { uint low : 4; uint high : 12; };
struct Made { float x; Made() { x = 1; } };
struct Node { float x; thread Node *next; };
struct Stack { uint at[4]; int top; Stack() : top(0) {} void push(uint x) thread { at[top++] = x; } uint pop() thread { return at[--top]; } };
union Pun { float f; uint u; };
struct Big { float v[12]; };
template <class F> void each(int n, F f) { for (int i = 0; i < n; i++) f(i); }
[[clang::noinline]] void fill(thread float *p, int n) { for (int i = 0; i < n; i++) p[i] = i; }
[[clang::noinline]] Padded padded(float x) { Padded p; p.a = x; p.b = 1; return p; }
[[clang::noinline]] Big big(float x) { Big b; for (int i = 0; i < 12; i++) b.v[i] = x * i; return b; }`;

describe('variables that are set in time', () => {
  const names = Object.keys(CLEAN);
  const kernels = names.map(
    (name, i) =>
      `kernel void k${i}(device float *out [[buffer(0)]], uint gid [[thread_position_in_grid]], uint tid [[thread_index_in_threadgroup]], uint lane [[thread_index_in_simdgroup]]) { ${CLEAN[name]} }`,
  );
  const source = `${HEADER}${BEFORE}\n${kernels.join('\n')}`;
  test.each(names.map((name, i) => [name, i] as const))('%s is right', async (_name, i) => {
    const { findings } = await check(source, {
      kernel: `k${i}`,
      arguments: [fill(128)],
      threadgroups: [2, 1, 1],
      threadsPerThreadgroup: [64, 1, 1],
    });
    const faults = findings.filter(({ kind }) => kind === 'uninitialised' || kind === 'lane-order');
    expect(faults.map(({ message }) => message)).toEqual([]);
  });
});
