export { type Cell, formatCsv, formatJson } from './csv.ts';
export { curlCommand, shellWord } from './curl.ts';
export {
  formatClock,
  formatDateTime,
  formatRelative,
  formatTick,
  readInstant,
  writeInstant,
  type Zone,
  zoneName,
} from './instant.ts';
export { readLocalInstant } from './local-instant.ts';
export {
  DASH,
  formatBitRate,
  formatBytes,
  formatCount,
  formatDuration,
  formatHertz,
  formatPercent,
  type Maybe,
} from './number.ts';
