export { DeadLettersPage } from './dead-letters.tsx';
