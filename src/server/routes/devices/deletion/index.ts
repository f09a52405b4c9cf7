export { deleteDevice } from './delete-device.ts';
export { deletionRoute } from './deletion.ts';
