export { changeUser, type UserChanges } from './change.ts';
export { createUser, type MadeUser, type NewUser } from './create.ts';
export { readPartitions } from './fields.ts';
export { makeFirstAdmin } from './first-admin.ts';
export { changePassword, type Reset, resetPassword } from './password.ts';
export { findUser, listUsers, nameOfUser, type User, type UserWithHash } from './user.ts';
