export { type Encoder, encoderOf } from './encoder.ts';
