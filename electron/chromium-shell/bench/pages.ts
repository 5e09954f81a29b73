import type { Run, RunHeader } from '../../ipc/types.ts';

/** Runs in a page before its scripts: the application, which answers with these runs and measures nothing. */
export function fakeWindow(headers: readonly RunHeader[]): void {
  const answers: Record<string, (request: { runId: string }) => unknown> = {
    'devices.list': () => headers.slice(0, 1).map(({ environment }) => environment.device),
    'conditions.get': () => ({ thermalState: 'nominal', lowPowerMode: false, powerSource: 'mains' }),
    'runs.list': () => headers,
    'runs.get': ({ runId }) => fetch(`/run/${runId}`).then((answer) => answer.json()),
    'runs.program': () => null,
    'runs.samples': () => [],
    'runs.speeds': () => [],
    'runs.trends': () => [],
    'compile.get': () => null,
    'noise.get': () => ({ machine: '', floors: {} }),
    'presets.list': () => [],
    'settings.get': () => ({ theme: 'dark', layout: {} }),
    'settings.set': (request) => request,
  };
  Object.assign(globalThis, {
    tilescope: {
      platform: 'linux',
      on: () => () => undefined,
      invoke: async (channel: string, request: { runId: string }) => {
        const answer = answers[channel];
        if (!answer) return { ok: false, error: { code: 'BENCH', message: `no ${channel} here` } };
        return { ok: true, value: await answer(request) };
      },
    },
  });
}

/** A page that draws the points of a run as lines on a bare canvas, and them all again with a cursor at every move. */
export function peerPage({ cells, request }: Run): string {
  const lines = request.contenders.map((contender) =>
    cells
      .filter((cell) => cell.contender === contender)
      .map(({ problem, summary }) => ['m' in problem ? problem.m : 1, summary?.utilization ?? 0]),
  );
  const script = `const lines = ${JSON.stringify(lines)};
    const context = document.querySelector('canvas').getContext('2d');
    const x = (value) => 20 + (Math.log2(value) / Math.log2(1536)) * 860;
    const y = (value) => 480 - value * 460;
    const draw = (cursor) => {
      context.clearRect(0, 0, 900, 500);
      for (const line of lines) {
        context.beginPath();
        for (const [size, value] of line) context.lineTo(x(size), y(value));
        context.stroke();
      }
      context.fillRect(cursor, 0, 1, 500);
    };
    draw(0);
    document.addEventListener('pointermove', (event) => draw(event.clientX));`;
  return `<!doctype html><canvas width="900" height="500"></canvas><script>${script}</script>`;
}
