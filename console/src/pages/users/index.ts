export { UsersPage } from './users.tsx';
