export { mapping } from './mapping.ts';
export { mappingMarkdown } from './markdown.ts';
