import { foreground, interruption, takeSignals } from './parts/foreground.mjs';
import { root, style, types } from './parts/tools.mjs';

// `npm run check`: style and types only, in some seconds.
takeSignals();
const codes = [await foreground(style, { cwd: root }), await foreground(types, { cwd: root })];
process.exitCode = interruption() ?? (codes.every((code) => code === 0) ? 0 : 1);
