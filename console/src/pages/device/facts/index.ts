export { Annotations } from './annotations.tsx';
export { Attributes } from './attributes.tsx';
export { Sources } from './sources.tsx';
