import type { CompleteConvolution } from '../problem.ts';
import { type Sliding, slidingOf } from '../sliding.ts';
import { cookToom, type Transforms } from './cook-toom.ts';
import { type Points, pointsOf } from './points.ts';

/** A tile of the algorithm: its transforms in height and width, and the points of a tile. */
export interface Tile {
  readonly y: Transforms;
  readonly x: Transforms;
  /** In height, in width and in all. */
  readonly pointsY: number;
  readonly pointsX: number;
  readonly points: number;
}

/** In a dimension without a window, a tile is one element. */
const ONE: Transforms = cookToom(1, 1, []);

/** The transforms for a window, with tiles of `size` inputs in every dimension that the window has. */
export function tileOf({ axes }: Sliding, size: number, points: Points): Tile {
  const along = (window: number) =>
    window === 1 ? ONE : cookToom(size - window + 1, window, pointsOf(points, size - 1));
  const [y, x] = [along(axes.y.window), along(axes.x.window)];
  const [pointsY, pointsX] = [y.input.length, x.input.length];
  return { y, x, pointsY, pointsX, points: pointsY * pointsX };
}

/** How a problem is divided into tiles. */
export interface Tiling {
  readonly sliding: Sliding;
  readonly tile: Tile;
  /** Tiles of an image, down and across, and of the batch. */
  readonly tilesY: number;
  readonly tilesX: number;
  readonly tiles: number;
  /** Tiles that go through scratch memory together. */
  readonly slice: number;
  /** Channels that a thread transforms. */
  readonly vector: 1 | 4;
  /** Channels and filters of a group, with zeros up to whole vectors. */
  readonly channels: number;
  readonly filters: number;
}

export type TileParameters = { readonly tile: number; readonly points: Points; readonly slice: number };

export function tilingOf(problem: CompleteConvolution, config: TileParameters): Tiling {
  const sliding = slidingOf(problem);
  const tile = tileOf(sliding, config.tile, config.points);
  const { z, y, x } = sliding.axes;
  const tilesY = Math.ceil(y.positions / tile.y.m);
  const tilesX = Math.ceil(x.positions / tile.x.m);
  const tiles = sliding.batch * z.positions * tilesY * tilesX;
  const vector = sliding.layout === 'NHWC' ? 4 : 1;
  const padded = (channels: number) => Math.ceil(channels / vector) * vector;
  return {
    sliding,
    tile,
    tilesY,
    tilesX,
    tiles,
    slice: Math.min(tiles, config.slice),
    vector,
    channels: padded(sliding.channels),
    filters: padded(sliding.filters),
  };
}

/** Elements of a cache line of every data type. */
const LINE = 32;

/**
 * Elements from one matrix of scratch memory to the next. They are an odd number of lines: a thread writes the same element
 * of all matrices, which a power of two would put into the same few places of a cache.
 */
export function matrixStrides({ slice, channels, filters }: Tiling) {
  const stride = (elements: number) => LINE * (Math.ceil(elements / LINE) | 1);
  return { V: stride(slice * channels), U: stride(channels * filters), M: stride(slice * filters) };
}

/** Elements of scratch memory: of a slice of transformed inputs, of all weights, of a slice of products. */
export function scratchElements(tiling: Tiling) {
  const matrices = tiling.tile.points * tiling.sliding.groups;
  const { V, U, M } = matrixStrides(tiling);
  return { V: matrices * V, U: matrices * U, M: matrices * M };
}
