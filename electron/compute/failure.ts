import type { Diagnostic } from '../../native/types.ts';
import type { Failure } from '../ipc/types.ts';

/** Thrown within the compute process when the failure's code is known. */
export class ComputeError extends Error {
  readonly code: string;
  readonly detail: string | undefined;
  constructor(code: string, message: string, detail?: string) {
    super(message);
    this.name = 'ComputeError';
    this.code = code;
    this.detail = detail;
  }
}

/** Anything thrown, as a value: coded errors keep their code, and a compiler's diagnostics become the detail. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: 'INTERNAL', message: String(error) };
  const { code, detail, diagnostics } = error as Error & {
    code?: string;
    detail?: string;
    diagnostics?: Diagnostic[];
  };
  const lines = diagnostics?.map(describeDiagnostic).join('\n');
  return {
    code: code ?? 'INTERNAL',
    message: error.message,
    // The stack of an error without a code helps when it is reported.
    detail: lines || detail || (code ? undefined : error.stack),
  };
}

function describeDiagnostic({ file, line, column, severity, message }: Diagnostic): string {
  return `${file ? `${file}:` : ''}${line}:${column}: ${severity}: ${message}`;
}
