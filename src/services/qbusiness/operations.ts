import type { QBusiness } from '@aws-sdk/client-qbusiness'
import type { OperationTable } from '../../call/operation.ts'
import { missingOperations } from './missing-operations.ts'
import { batchDeleteDocument } from './operations/batch-delete-document.ts'
import { batchPutDocument } from './operations/batch-put-document.ts'
import { chatSync } from './operations/chat-sync.ts'
import { createApplication } from './operations/create-application.ts'
import { createDataSource } from './operations/create-data-source.ts'
import { createIndex } from './operations/create-index.ts'
import { createRetriever } from './operations/create-retriever.ts'
import { deleteApplication } from './operations/delete-application.ts'
import { deleteConversation } from './operations/delete-conversation.ts'
import { deleteDataSource } from './operations/delete-data-source.ts'
import { deleteGroup } from './operations/delete-group.ts'
import { deleteIndex } from './operations/delete-index.ts'
import { deleteRetriever } from './operations/delete-retriever.ts'
import { getApplication } from './operations/get-application.ts'
import { getDataSource } from './operations/get-data-source.ts'
import { getGroup } from './operations/get-group.ts'
import { getIndex } from './operations/get-index.ts'
import { getRetriever } from './operations/get-retriever.ts'
import { listApplications } from './operations/list-applications.ts'
import { listConversations } from './operations/list-conversations.ts'
import { listDataSourceSyncJobs } from './operations/list-data-source-sync-jobs.ts'
import { listDataSources } from './operations/list-data-sources.ts'
import { listDocuments } from './operations/list-documents.ts'
import { listGroups } from './operations/list-groups.ts'
import { listIndices } from './operations/list-indices.ts'
import { listMessages } from './operations/list-messages.ts'
import { listRetrievers } from './operations/list-retrievers.ts'
import { listTagsForResource } from './operations/list-tags-for-resource.ts'
import { putGroup } from './operations/put-group.ts'
import { searchRelevantContent } from './operations/search-relevant-content.ts'
import { startDataSourceSyncJob } from './operations/start-data-source-sync-job.ts'
import { stopDataSourceSyncJob } from './operations/stop-data-source-sync-job.ts'
import { tagResource } from './operations/tag-resource.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updateApplication } from './operations/update-application.ts'
import { updateDataSource } from './operations/update-data-source.ts'
import { updateIndex } from './operations/update-index.ts'
import { updateRetriever } from './operations/update-retriever.ts'
import type { QBusinessRoom } from './room.ts'

export const qbusinessOperations = {
  BatchDeleteDocument: batchDeleteDocument,
  BatchPutDocument: batchPutDocument,
  ChatSync: chatSync,
  CreateApplication: createApplication,
  CreateDataSource: createDataSource,
  CreateIndex: createIndex,
  CreateRetriever: createRetriever,
  DeleteApplication: deleteApplication,
  DeleteConversation: deleteConversation,
  DeleteDataSource: deleteDataSource,
  DeleteGroup: deleteGroup,
  DeleteIndex: deleteIndex,
  DeleteRetriever: deleteRetriever,
  GetApplication: getApplication,
  GetDataSource: getDataSource,
  GetGroup: getGroup,
  GetIndex: getIndex,
  GetRetriever: getRetriever,
  ListApplications: listApplications,
  ListConversations: listConversations,
  ListDataSourceSyncJobs: listDataSourceSyncJobs,
  ListDataSources: listDataSources,
  ListDocuments: listDocuments,
  ListGroups: listGroups,
  ListIndices: listIndices,
  ListMessages: listMessages,
  ListRetrievers: listRetrievers,
  ListTagsForResource: listTagsForResource,
  PutGroup: putGroup,
  SearchRelevantContent: searchRelevantContent,
  StartDataSourceSyncJob: startDataSourceSyncJob,
  StopDataSourceSyncJob: stopDataSourceSyncJob,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateApplication: updateApplication,
  UpdateDataSource: updateDataSource,
  UpdateIndex: updateIndex,
  UpdateRetriever: updateRetriever,
  ...missingOperations,
} satisfies OperationTable<QBusinessRoom, QBusiness>
