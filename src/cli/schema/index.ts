export { schemaApply } from './apply.ts';
export { schemaPlan } from './plan.ts';
export { schemaPrint } from './print.ts';
export { SCHEMA_SETTINGS } from './settings.ts';
export { schemaStatusCommand } from './status.ts';
export { schemaVerify } from './verify.ts';
