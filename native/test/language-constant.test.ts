import { describe } from 'vitest';
import { type Program, testPrograms } from './programs.ts';

/** An array as translators from other languages write them, and what tells the space of an element. */
const ARRAY = `template <typename T> struct A { T v[4];
  const constant T &operator[](uint i) const constant { return v[i]; }
  const device T &operator[](uint i) const device { return v[i]; }
  device T &operator[](uint i) device { return v[i]; }
  const thread T &operator[](uint i) const thread { return v[i]; }
  thread T &operator[](uint i) thread { return v[i]; }
  const threadgroup T &operator[](uint i) const threadgroup { return v[i]; }
  threadgroup T &operator[](uint i) threadgroup { return v[i]; } };
int where(constant float &) { return 1; }
int where(const device float &) { return 2; }
int where(const thread float &) { return 3; }
int where(threadgroup float &) { return 4; }
struct In { A<float> c;
  int at() const constant { return where(c[1]); }
  int at() const device { return 10 * where(c[1]); }
  int at() const { return 7; }
  int also() const { return at() + where(c[2]); } };
struct S { A<In> b; int all() constant { return where(b[1].c[2]) * 10 + where(this->b[0].c[3]); } };
constant In NAMED = {{{1, 2, 3, 4}}};
constant A<float> TABLE = {{1, 2, 3, 4}};
template <typename P> int through(P p) { return where(p->b[1].c[0]) + 10 * where((*p).b[0].c[1]) + 100 * where(p[0].b[1].c[2]); }
constant S GIVEN = {{{{{{0, 1, 2, 3}}}, {{{4, 5, 6, 7}}}, {{{0}}}, {{{0}}}}}};
constant S &same(constant S &s) { return s; }
const device S *same(const device S *s) { return s; }
S make(float x) { S s; s.b[0].c[0] = x; return s; }
`;

/** In each, `out` holds an `S` beyond what is expected. */
const PROGRAMS: Readonly<Record<string, Program>> = {
  'through pointers, in templates': {
    before: ARRAY,
    body: 'threadgroup S t; S p; out[0] = through(&GIVEN); out[1] = through((const device S *)out); out[2] = through(&t); out[3] = through(&p);',
    expected: [111, 222, 444, 333],
  },
  'through references, calls and this': {
    before: ARRAY,
    body: 'constant S &c = same(GIVEN); const device S *d = (const device S *)out; out[0] = c.all(); out[1] = where(same(c).b[1].c[1]); out[2] = where(same(d)->b[1].c[1]); constant A<In> &r = c.b; out[3] = r[1].at(); out[4] = d->b[0].at();',
    expected: [11, 1, 2, 1, 20],
  },
  'of objects of the thread, and temporaries': {
    before: ARRAY,
    body: 'S p = GIVEN; In i; out[0] = p.b[1].at(); out[1] = i.also(); out[2] = where(i.c[1]); out[3] = make(5).b[0].c[0]; out[4] = p.b[1].c[2];',
    expected: [7, 10, 3, 5, 6],
  },
  'of named constants': {
    before: ARRAY,
    body: 'out[0] = NAMED.at(); out[1] = where(TABLE[2]); out[2] = where(NAMED.c[1]); out[3] = TABLE[3]; out[4] = through(&GIVEN);',
    expected: [1, 1, 1, 4, 111],
  },
  'that give addresses': {
    before: ARRAY,
    body: 'constant S *c = &GIVEN; const device S *d = (const device S *)out; constant float *q = &c->b[1].c[2]; const device float *r = &d->b[1].c[2]; out[0] = where(*q) + 10 * where(*r); out[1] = *q; device In *e = (device In *)(out + 2); e->c[0] = 9; out[3] = where(e->c[2]);',
    expected: [21, 6, 9, 2],
  },
  'columns of matrices': {
    before: `int where(constant float4 &) { return 1; } int where(const device float4 &) { return 2; } int where(const threadgroup float4 &) { return 4; }
constant float4x4 GIVEN = float4x4(5);
template <typename M> int column(M m) { return where((*m)[1]); }
float diagonal(constant float4x4 *m) { constant float4 *c = &m[0][1]; constant float4 *d = &(*m)[2]; return c->y + d->z; }`,
    body: 'threadgroup float4x4 t[1]; t[0] = float4x4(3); const device float4x4 *d = (const device float4x4 *)out; out[0] = column(&GIVEN) + 10 * column(d) + 100 * column((const threadgroup float4x4 *)t); const device float4 *c = &d[0][1]; const threadgroup float4 *u = &t[0][2]; out[1] = diagonal(&GIVEN); out[2] = c == (const device float4 *)out + 1; out[3] = u->z;',
    expected: [421, 10, 1, 3],
  },
};

describe('members for objects in constant memory', () => {
  testPrograms(PROGRAMS);
});
