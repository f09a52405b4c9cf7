export { accessEventItem, tokenItem, userItem } from './view.ts';
