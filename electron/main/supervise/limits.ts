export interface Limits {
  /** How long compute may be silent beyond the time limit of a problem's rounds: while it compiles and verifies. */
  silenceMs: number;
  /** How long a cancelled sweep may take to stop before its process is killed. */
  cancelMs: number;
  /** How long listing the devices and measuring the roof may take. */
  answerMs: number;
}

export const LIMITS: Limits = { silenceMs: 120_000, cancelMs: 15_000, answerMs: 120_000 };
