export { consoleFiles, noConsolePage, wantsPage } from './files.ts';
