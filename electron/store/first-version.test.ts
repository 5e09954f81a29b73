import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { bundleText, readBundle } from '../ipc/bundle.ts';
import { sampleRun } from '../ipc/fixture/sample-run.ts';
import { RunStore } from './run-store.ts';

it('completes runs of the first version with what they were measured with', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tilescope-store-'));
  const file = join(folder, 'store.sqlite');
  const run = sampleRun();
  let store = new RunStore(file);
  store.add(run);
  store.dispose();
  const database = new DatabaseSync(file);
  database.exec(`
    DROP TRIGGER run_added;
    DROP TRIGGER cell_added;
    DROP TRIGGER cell_changed;
    DROP TRIGGER cell_removed;
    DROP TABLE counts;
    DROP INDEX runs_by_start;
    DROP INDEX cells_in_order;
    DROP INDEX cells_by_program;
    ALTER TABLE cells DROP COLUMN program;
    DROP TABLE program_sources;
    DROP TABLE programs;
    DROP TABLE sources;
    ALTER TABLE samples DROP COLUMN encoder_ns;
    ALTER TABLE samples DROP COLUMN epoch;
    ALTER TABLE cells DROP COLUMN conditions;
    ALTER TABLE cells DROP COLUMN note;
    ALTER TABLE runs DROP COLUMN owner;
    ALTER TABLE runs DROP COLUMN compile_times;
    ALTER TABLE runs DROP COLUMN source;
    ALTER TABLE runs DROP COLUMN pinned;
    ALTER TABLE runs DROP COLUMN tags;
    ALTER TABLE runs DROP COLUMN discarded;
    ALTER TABLE runs DROP COLUMN story;
    DROP TABLE decisions;
    UPDATE runs SET
      request = json_remove(request, '$.method.cache', '$.method.storage', '$.method.encoding', '$.method.spinMs', '$.method.epochs', '$.method.protocol'),
      environment = json_remove(environment, '$.device.gpu', '$.roof.halfGflops', '$.machine');
    PRAGMA user_version = 1`);
  database.close();
  store = new RunStore(file);
  const read = store.run(run.id);
  expect(read?.request.method).toMatchObject({
    ...{ cache: 'hot', storage: 'shared', encoding: 'direct' },
    spinMs: 0,
    epochs: 1,
    protocol: 'adaptive',
  });
  expect(read?.environment).toMatchObject({
    device: { gpu: null },
    roof: { halfGflops: null },
    machine: null,
  });
  expect(read?.source).toBeNull();
  expect(read?.cells[0]).toMatchObject({
    conditions: null,
    note: null,
    program: null,
    samples: [{ epoch: 0, encoderNs: null }, {}, {}, {}],
  });
  expect(read && readBundle(bundleText(read)).ok).toBe(true);
  expect(store.headers()).toMatchObject([{ cellCount: 4, doneCount: 2 }]);
  store.dispose();
  rmSync(folder, { recursive: true });
});
