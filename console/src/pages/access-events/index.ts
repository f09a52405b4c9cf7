export { AccessEventsPage } from './access-events.tsx';
