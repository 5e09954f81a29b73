import { MAX_BUNDLE_BYTES, MAX_CELL_BYTES, MAX_CELLS, MAX_DEPTH, MAX_HEAD_BYTES } from './limits.ts';

/** Where the cells of a bundle are, and the rest of it. */
export interface BundleLayout {
  /** The bundle's text with a 0 in place of each cell, and one space in place of several. */
  readonly head: Uint8Array;
  /** The first byte of each cell and the one after its last, in turn. */
  readonly bounds: readonly number[];
}

/** A file that is refused before it is parsed; the message says what was found and which limit applies. */
export class BundleLimitError extends Error {}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const WHITE = [SPACE, 0x0a, 0x0d, 0x09];
const ZERO = 0x30;
/** The two kinds of brackets differ in 0x20 only. */
const OPENING = 0x5b;
const CLOSING = 0x5d;
const BRACE_BIT = 0x20;
const UTF8_MARK = [0xef, 0xbb, 0xbf];

/** Names, by the depth at which they stand, of what contains the cells; depth 1 is inside the outermost bracket. */
const PATH = ['', 'run', 'cells'];
const CELL_DEPTH = PATH.length;
const LONGEST_NAME = Math.max(...PATH.map((name) => name.length));

/**
 * Reads the bytes of a bundle in pieces, finds its cells and keeps everything else, without parsing either. What is no
 * JSON passes: parsing the head and the cells tells.
 *
 *     for each byte outside strings: an opening bracket goes a level down, a closing one a level up
 *     the brace of an object in run.cells begins a cell, and the bracket that returns to that depth ends it
 */
export class BundleScanner {
  readonly #bounds: number[] = [];
  #head = new Uint8Array(1 << 16);
  #headLength = 0;
  #position = 0;
  #depth = 0;
  /** How many levels of PATH lead to where the scanner is. */
  #matched = 0;
  #inString = false;
  #isEscaped = false;
  /** Where in the head the last string begins and ends. */
  #stringStart = 0;
  #stringEnd = 0;
  #cellStart = -1;

  /** Reads on. Throws BundleLimitError. */
  push(chunk: Uint8Array): void {
    if (this.#position + chunk.length > MAX_BUNDLE_BYTES) {
      refuse(`at least ${this.#position + chunk.length} bytes`, `at most ${MAX_BUNDLE_BYTES}`);
    }
    let start = 0;
    if (this.#position === 0) {
      if (chunk[0] === 0xfe || chunk[0] === 0xff) refuse('a UTF-16 byte order mark', 'UTF-8');
      if (UTF8_MARK.every((byte, index) => chunk[index] === byte)) start = UTF8_MARK.length;
    }
    for (let index = start; index < chunk.length; index++) {
      this.#step(chunk[index] as number, this.#position + index);
    }
    this.#position += chunk.length;
  }

  finish(): BundleLayout {
    return { head: this.#head.subarray(0, this.#headLength), bounds: this.#bounds };
  }

  #step(byte: number, position: number): void {
    if (this.#inString) {
      if (this.#cellStart < 0) this.#keep(byte);
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) {
        this.#inString = false;
        this.#stringEnd = this.#headLength;
      }
      return;
    }
    const bracket = byte & ~BRACE_BIT;
    if (byte === QUOTE) {
      this.#inString = true;
      this.#stringStart = this.#headLength;
    } else if (bracket === OPENING) {
      if (this.#open(byte, position)) return;
    } else if (bracket === CLOSING) {
      if (this.#close(position)) return;
    }
    if (this.#cellStart < 0) this.#keep(WHITE.includes(byte) ? SPACE : byte);
  }

  /** Whether a cell begins. */
  #open(byte: number, position: number): boolean {
    if (this.#cellStart < 0 && this.#matched === this.#depth) {
      if (this.#depth === CELL_DEPTH) this.#cellStart = byte === OPENING ? -1 : position;
      else if (this.#depth === 0 || this.#lastString() === PATH[this.#depth]) this.#matched++;
    }
    if (++this.#depth > MAX_DEPTH) {
      refuse(`brackets nested ${this.#depth} deep at byte ${position}`, `at most ${MAX_DEPTH}`);
    }
    return this.#cellStart === position;
  }

  /** Whether a cell ends. */
  #close(position: number): boolean {
    this.#depth--;
    this.#matched = Math.min(this.#matched, Math.max(this.#depth, 0));
    if (this.#cellStart < 0 || this.#depth > CELL_DEPTH) return false;
    const [start, end] = [this.#cellStart, position + 1];
    this.#cellStart = -1;
    if (end - start > MAX_CELL_BYTES) refuse(`a cell of ${end - start} bytes`, `at most ${MAX_CELL_BYTES}`);
    this.#bounds.push(start, end);
    if (this.#bounds.length > 2 * MAX_CELLS)
      refuse(`at least ${this.#bounds.length / 2} cells`, `at most ${MAX_CELLS}`);
    this.#keep(ZERO);
    return true;
  }

  /** The last string, without its quotes; an empty one if it is longer than the names of PATH. */
  #lastString(): string {
    const text = this.#head.subarray(this.#stringStart + 1, this.#stringEnd - 1);
    return text.length > LONGEST_NAME ? '' : String.fromCharCode(...text);
  }

  #keep(byte: number): void {
    if (byte === SPACE && !this.#inString && this.#head[this.#headLength - 1] === SPACE) return;
    if (this.#headLength === this.#head.length) this.#grow();
    this.#head[this.#headLength++] = byte;
  }

  #grow(): void {
    if (this.#headLength >= MAX_HEAD_BYTES) {
      refuse(`at least ${this.#headLength} bytes beside its cells`, `at most ${MAX_HEAD_BYTES}`);
    }
    const larger = new Uint8Array(2 * this.#head.length);
    larger.set(this.#head);
    this.#head = larger;
  }
}

function refuse(found: string, limit: string): never {
  throw new BundleLimitError(`${found}: expected ${limit}`);
}
