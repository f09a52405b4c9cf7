/** Value of each series of a page in the text format of Prometheus, by name with labels. */
export type Series = ReadonlyMap<string, number>;

const HELP = /^# HELP [a-zA-Z_:][\w:]* .+$/;
const TYPE = /^# TYPE [a-zA-Z_:][\w:]* (counter|gauge|histogram|summary|untyped)$/;
const SAMPLE =
  /^([a-zA-Z_:][\w:]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*\})?) (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?)|NaN|[+-]Inf)$/i;

/** Reads the page as strictly as Prometheus does; throws for a line that is none of the format. */
export function readPrometheus(page: string): Series {
  const series = new Map<string, number>();
  if (!page.endsWith('\n')) throw new Error('the page does not end with a line end');
  for (const line of page.split('\n')) {
    if (line === '' || HELP.test(line) || TYPE.test(line)) continue;
    const [, name, value] = SAMPLE.exec(line) ?? [];
    if (name === undefined) throw new Error(`no line of the text format: ${line}`);
    if (series.has(name)) throw new Error(`twice on one page: ${name}`);
    series.set(name, Number(value?.replace('Inf', 'Infinity')));
  }
  return series;
}
