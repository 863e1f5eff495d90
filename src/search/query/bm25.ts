/** BM25+ with the parameters of MiniSearch (after Lv and Zhai, "Lower-Bounding Term Frequency Normalization"). */
const saturation = 1.2
const lengthWeight = 0.7
const lowerBound = 0.5

/**
 * The score of a term in a field of a passage, by how often it has the term and how long the field is.
 * @param total passages there are, `matching` of them have the term in this field
 */
export function bm25(
  total: number,
  matching: number,
  averageLength: number,
): (frequency: number, length: number) => number {
  const rarity = Math.log(1 + (total - matching + 0.5) / (matching + 0.5))
  return (frequency, length) => {
    const share = 1 - lengthWeight + (lengthWeight * length) / averageLength
    return rarity * (lowerBound + (frequency * (saturation + 1)) / (frequency + saturation * share))
  }
}
