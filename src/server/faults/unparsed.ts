import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { codeOf, RadarError } from '../../core/index.ts';
import { errorBody } from './answer.ts';

/** A client that was answered while it still sends gets so long to notice. */
export const AFTER_ANSWER_MS = 10_000;

/** Answers what never became a request: too long, too slow or no HTTP. Then the connection ends. */
export function answerUnparsed(fault: Error, socket: Socket): void {
  if (!socket.writable || codeOf(fault) === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const error = unparsedFault(fault);
  const body = JSON.stringify(errorBody(error));
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  takeRest(socket);
}

/**
 * Takes what a client still sends, and drops it. To close a connection on which bytes wait to be read
 * resets it, and the client's system then throws away the answer that it has not read yet.
 */
function takeRest(socket: Socket): void {
  socket.removeAllListeners('data'); // the parser
  socket.on('data', () => {}).resume();
  const end = () => socket.destroy();
  const timer = setTimeout(end, AFTER_ANSWER_MS).unref();
  socket.once('end', end).once('close', () => clearTimeout(timer));
}

function unparsedFault(fault: Error): RadarError {
  switch (codeOf(fault)) {
    case 'HPE_HEADER_OVERFLOW':
      return new RadarError('REQUEST_TOO_LARGE', 'Address and headers are longer than 16 KiB.', {
        hint: 'Shorten the address, or send fewer cookies.',
      });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new RadarError('REQUEST_TIMEOUT', 'The request did not arrive in time.', {
        hint: 'Send it again, all at once.',
      });
    default:
      return new RadarError('REQUEST_INVALID', 'The request is no valid HTTP.', {
        hint: 'Use http://, not https://, and a client that speaks HTTP/1.1.',
      });
  }
}
