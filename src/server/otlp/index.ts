export { type OtlpReceiver, type OtlpReceiverOptions, startOtlpReceiver } from './receiver.ts';
