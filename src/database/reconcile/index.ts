export { applyReconcile, type ReconcileOptions, type ReconcileResult } from './apply.ts';
export { checkRetention } from './check.ts';
export type { Difference, Unavailable } from './difference.ts';
export { reconcileJob } from './job.ts';
export { type Desired, planReconcile, type ReconcilePlan } from './plan.ts';
export { type LivePolicy, readPolicies } from './policy.ts';
export { RETENTION_POLICY } from './retention-policy.ts';
