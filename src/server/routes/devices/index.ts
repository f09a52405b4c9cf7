export { companionsOf } from './companions.ts';
export { deleteDevice } from './deletion/index.ts';
export { deviceRoutes } from './routes.ts';
