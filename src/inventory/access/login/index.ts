export { type LoggedIn, type Login, logIn } from './login.ts';
export { createTurns, type Turns } from './turns.ts';
