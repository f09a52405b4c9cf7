export { type Bootstrap, type BootstrapOptions, printBootstrap } from './bootstrap.ts';
export { type Grants, grantStatement, grantsFor } from './grants.ts';
export { INTERNAL_RIGHTS, type RelationRights, RIGHTS, type Right, rightsOf } from './rights.ts';
