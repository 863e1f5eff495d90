import type { Confidence, FilterType } from '../classifier.ts'

/**
 * The probabilities from which a kind is held for LOW, MEDIUM and HIGH: where 85, 90 and 95 % of what is found is right when the
 * learned texts are judged by models that have not learned them (`crossValidate`, printed by the bench), rounded, and
 * never below 0.5 and 0.6. Those texts are harder than everyday ones: most of the harmless were written to mislead.
 */
const thresholds: Readonly<Record<FilterType, readonly [low: number, medium: number, high: number]>> = {
  SEXUAL: [0.6, 0.79, 0.87],
  VIOLENCE: [0.69, 0.83, 0.97],
  HATE: [0.5, 0.63, 0.8],
  INSULTS: [0.53, 0.64, 0.81],
  MISCONDUCT: [0.65, 0.8, 0.89],
  PROMPT_ATTACK: [0.5, 0.6, 0.67],
}

export function confidenceOf(filter: FilterType, chance: number): Confidence {
  const [low, medium, high] = thresholds[filter]
  if (chance >= high) return 'HIGH'
  if (chance >= medium) return 'MEDIUM'
  return chance >= low ? 'LOW' : 'NONE'
}
