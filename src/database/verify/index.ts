export type { Drift, DriftKind, Severity, SkippedCheck } from './drift.ts';
export { judgeExtension } from './engine.ts';
export { type Verification, verifySchema } from './verify.ts';
