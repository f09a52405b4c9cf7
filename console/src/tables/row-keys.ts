import { useKeys } from '../keys/index.ts';

/** What the keys of a list can do. */
export interface RowMoves {
  readonly step: (distance: number) => void;
  readonly open: () => void;
  readonly select: () => void;
}

/** Binds the keys of the list that a page is about. */
export function useRowKeys(primary: boolean, moves: RowMoves): void {
  const group = 'Lists';
  useKeys(
    primary
      ? [
          { keys: 'j', title: 'Next row', group, run: () => moves.step(1) },
          { keys: 'k', title: 'Previous row', group, run: () => moves.step(-1) },
          { keys: 'o', title: 'Open the row', group, run: moves.open },
          { keys: 'x', title: 'Select the row', group, run: moves.select },
        ]
      : [],
  );
}
