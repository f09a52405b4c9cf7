export { type PackageArchive, packArchive } from './archive.ts';
