export { usersDisable, usersEnable } from './active.ts';
export { usersCreate } from './create.ts';
export { usersList } from './list.ts';
export { usersRoles } from './roles.ts';
export { usersSetPassword } from './set-password.ts';
