require "openai" #: sdk_import require.openai

class Library
  attr_reader :client

  def initialize(token)
    @client = ::OpenAI::Client.new(access_token: token) #: client_construction Client.new
    @shelf = Shelf.new
  end

  def fill(store, file)
    client.vector_store_files.create(vector_store_id: store, parameters: { file_id: file }) #: api_call vector_stores.files.create
    client.vector_store_file_batches.cancel(vector_store_id: store, id: "b") #: api_call vector_stores.file_batches.cancel
    client.vector_stores.search(id: store, parameters: { query: "x" }) #: api_call vector_stores.search
    client.vector_stores.delete(id: store) #: api_call vector_stores.delete
    client.files.delete(id: file) #: api_call files.delete
    client.runs.submit_tool_outputs(thread_id: "t", run_id: "r", parameters: {}) #: api_call beta.threads.runs.submit_tool_outputs
  end

  def empty(store)
    @shelf.files.delete(id: store)
    @shelf.vector_stores.delete(id: store)
    File.delete("list.txt")
  end
end
