export { nameOf } from './user-state.tsx';
export { UsersPage } from './users.tsx';
