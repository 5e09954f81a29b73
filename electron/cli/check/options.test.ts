import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { readCheckOptions } from './options.ts';

const read = (text: string) => readCheckOptions(text.split(' '));

describe('readCheckOptions', () => {
  it('has defaults for everything but the file', () => {
    expect(read('kernels/sum.metal')).toEqual({
      file: 'kernels/sum.metal',
      compile: { languageVersion: '3.1', defines: {}, includeFolders: [resolve('kernels')] },
      launchPath: null,
      kernel: null,
      template: false,
      jsonPath: null,
      timeoutMs: 10_000,
    });
  });

  it('reads include folders and macros as compilers do', () => {
    const { compile } = read('-Ielectron -I renderer -DWIDE -D SIZE=4=5 -DEMPTY= --language 4.1 a.metal');
    expect(compile).toEqual({
      languageVersion: '4.1',
      defines: { WIDE: '1', SIZE: '4=5', EMPTY: '' },
      includeFolders: ['.', 'electron', 'renderer'].map((folder) => resolve(folder)),
    });
  });

  it.each([
    ['--template', /one file/],
    ['a.metal b.metal', /one file.*a\.metal b\.metal/],
    ['a.metal --language 2', /--language 2: expected 3\.1, 3\.2, 4\.0, 4\.1/],
    ['a.metal --timeout 0', /--timeout 0: .*from 0\.1 to 3600/],
    ['a.metal -D 4=5', /--define 4=5/],
    ['a.metal -I no-such-folder', /--include no-such-folder: .*existing folder/],
    ['a.metal --template --launch b.json', /only one of them/],
    ['a.metal --fast', /--fast.*--launch/],
  ])('rejects %s', (text, message) => {
    expect(() => read(text)).toThrow(UsageError);
    expect(() => read(text)).toThrow(message);
  });
});
