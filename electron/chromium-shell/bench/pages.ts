import type { Run, RunHeader } from '../../ipc/types.ts';

/** Runs in a page before its scripts: the application, which answers with these runs and measures nothing. */
export function fakeWindow(headers: readonly RunHeader[]): void {
  const answers: Record<string, (request: { runId: string }) => unknown> = {
    'devices.list': () => headers.slice(0, 1).map(({ environment }) => environment.device),
    'conditions.get': () => ({ thermalState: 'nominal', lowPowerMode: false, powerSource: 'mains' }),
    'runs.list': () => headers,
    'runs.get': ({ runId }) => fetch(`/run/${runId}.json`).then((answer) => answer.json()),
    'runs.program': () => null,
    'runs.samples': () => [],
    'runs.speeds': () => [],
    'runs.trends': () => [],
    'compile.get': () => null,
    'noise.get': () => ({ machine: '', floors: {} }),
    'presets.list': () => [],
    'tune.list': () => ({ machine: '', tunings: [], adopted: {} }),
    'edit.drafts': () => [],
    'review.baselines': () => ({}),
    'settings.get': () => ({ theme: 'dark', layout: {} }),
    'settings.set': (request) => request,
    'window.ready': () => null,
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

/**
 * A page that fetches a run when it is asked to, `open()`, and draws its points as lines on a bare canvas: again with a
 * cursor at every move, and at another scale at every turn of the wheel.
 */
export function peerPage({ id, request }: Run): string {
  const script = `let lines = [];
    let [zoom, cursor] = [1, 0];
    const context = document.querySelector('canvas').getContext('2d');
    const x = (value) => 20 + (Math.log2(value) / Math.log2(1536)) * 860 * zoom;
    const y = (value) => 480 - value * 460;
    const draw = () => {
      context.clearRect(0, 0, 900, 500);
      for (const line of lines) {
        context.beginPath();
        for (const [size, value] of line) context.lineTo(x(size), y(value));
        context.stroke();
      }
      context.fillRect(cursor, 0, 1, 500);
    };
    globalThis.open = async () => {
      const { cells } = await (await fetch('/run/${id}.json')).json();
      lines = ${JSON.stringify(request.contenders)}.map((contender) =>
        cells
          .filter((cell) => cell.contender === contender)
          .map(({ problem, summary }) => [problem.m, summary.utilization]),
      );
      draw();
    };
    document.addEventListener('pointermove', (event) => {
      cursor = event.clientX;
      draw();
    });
    document.addEventListener('wheel', (event) => {
      zoom *= Math.exp(-event.deltaY * 0.002);
      draw();
    });`;
  return `<!doctype html><canvas width="900" height="500"></canvas><script>${script}</script>`;
}
