// Makes a clone ready: `npm start` and `npm test` run this first, when node_modules may not exist
// yet. So it imports nothing but Node's own modules, and no file before the version is known.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `radarstore: needs Node.js 20.19 or newer; this is ${process.versions.node}. Install a newer one from nodejs.org or your package manager.\n`,
  );
  process.exitCode = 1;
} else {
  import('./parts/prepare.mjs').then(({ prepare }) => prepare());
}
