/** Between the margins of a portrait A4 page, as set in styles/print.css: 186 mm at 96 pixels to the inch. */
const PAGE_PX = 702;
/** What the figures of a contender need in the type that is printed. */
const COLUMN_PX = 148;

/** Splits contenders into as few tables as fit on the page beside the column of sizes, of about the same width. */
export function columnGroups<T>(contenders: readonly T[], sizeColumnPx: number): T[][] {
  const most = Math.max(1, Math.floor((PAGE_PX - sizeColumnPx) / COLUMN_PX));
  const tables = Math.ceil(contenders.length / most);
  const each = Math.ceil(contenders.length / Math.max(1, tables));
  return Array.from({ length: tables }, (_, table) => contenders.slice(table * each, (table + 1) * each));
}
