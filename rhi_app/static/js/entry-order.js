/** The event list does not depend on which envelope overtook which. Mirrors rhi_app/domain/entry_order.py. */

/**
 * Each maker keeps its places in the list, and stands in them in the order in which it made them; it numbers each record for itself.
 * @param {{record: string, device: string | null, number: number}[]} entries as they arrived
 */
export function inOrder(entries) {
  const made = [...entries].sort((a, b) => a.number - b.number);
  return entries.map(({ record, device }) => made.splice(made.findIndex((entry) => entry.record === record && entry.device === device), 1)[0]);
}
