export { commandReference, helpTexts } from './reference.ts';
