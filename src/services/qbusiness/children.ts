import type { SealedRecord } from '../../envelope/envelope.ts'
import { type OpenApplication, requireActive } from './application.ts'
import type { DataSourceBody, IndexBody, RetrieverBody } from './bodies.ts'
import { resourceMissing } from './errors.ts'

/** @throws ResourceNotFoundException */
export async function getIndex(
  application: OpenApplication,
  indexId: string,
): Promise<SealedRecord<IndexBody>> {
  const index = await application.scope.records.get<IndexBody>('index', indexId)
  if (index === null) throw resourceMissing('Index', indexId)
  return index
}

/** @throws ResourceNotFoundException, ConflictException */
export async function getActiveIndex(
  application: OpenApplication,
  indexId: string,
): Promise<SealedRecord<IndexBody>> {
  const index = await getIndex(application, indexId)
  requireActive('Index', index)
  return index
}

/** @throws ResourceNotFoundException */
export async function getRetriever(
  application: OpenApplication,
  retrieverId: string,
): Promise<SealedRecord<RetrieverBody>> {
  const retriever = await application.scope.records.get<RetrieverBody>('retriever', retrieverId)
  if (retriever === null) throw resourceMissing('Retriever', retrieverId)
  return retriever
}

/** @throws ResourceNotFoundException, also when the data source belongs to another index. */
export async function getDataSource(
  application: OpenApplication,
  indexId: string,
  dataSourceId: string,
): Promise<SealedRecord<DataSourceBody>> {
  const dataSource = await application.scope.records.get<DataSourceBody>('data-source', dataSourceId)
  if (dataSource === null || dataSource.parent !== indexId) throw resourceMissing('DataSource', dataSourceId)
  return dataSource
}
