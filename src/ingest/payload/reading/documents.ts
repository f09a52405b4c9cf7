/**
 * Cuts a text into the JSON documents that stand in it back to back (SW-8), with or without white
 * space between them. Only cuts: each piece still has to be parsed, and what is no JSON stays in
 * one piece. A bare number or word ends at white space.
 */
export function documentsOf(text: string): string[] {
  const documents: string[] = [];
  let begin = -1;
  let depth = 0;
  let quoted = false;
  const end = (at: number) => {
    documents.push(text.slice(begin, at));
    begin = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (quoted) {
      if (sign === BACKSLASH) at++;
      else if (sign === QUOTE) {
        quoted = false;
        if (depth === 0) end(at + 1);
      }
      continue;
    }
    const bare = begin >= 0 && depth === 0;
    if (bare && (isSpace(sign) || isOpening(sign) || sign === QUOTE)) end(at);
    if (isSpace(sign)) continue;
    if (begin < 0) begin = at;
    if (sign === QUOTE) quoted = true;
    else if (isOpening(sign)) depth++;
    else if (isClosing(sign) && depth > 0 && --depth === 0) end(at + 1);
  }
  if (begin >= 0) end(text.length);
  return documents;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const isOpening = (sign: number) => sign === 0x7b || sign === 0x5b;
const isClosing = (sign: number) => sign === 0x7d || sign === 0x5d;
const isSpace = (sign: number) => sign === 0x20 || (sign >= 0x09 && sign <= 0x0d);
