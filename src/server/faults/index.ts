export { answerFault, errorBody } from './answer.ts';
export { type ListenFlags, listenFault } from './listen.ts';
export { nameFault } from './name-fault.ts';
export { answerUnparsed } from './unparsed.ts';
