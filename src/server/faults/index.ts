export { answerFault } from './answer.ts';
export { listenFault } from './listen.ts';
export { answerUnparsed } from './unparsed.ts';
