export { DevicesPage } from './devices.tsx';
