package more

import "github.com/openai/openai-go/v2" //: sdk_import github.com/openai/openai-go/v2

func all(client openai.Client) {
	client.Images.NewVariation(ctx, p) //: api_call images.create_variation
	client.Batches.Get(ctx, "b")       //: api_call batches.retrieve
	client.Responses.Delete(ctx, "r")  //: api_call responses.delete
	client.VectorStores.Files.New(ctx, "v", p) //: api_call vector_stores.files.create
	client.Beta.Threads.Runs.SubmitToolOutputs(ctx, "t", "r", p) //: api_call beta.threads.runs.submit_tool_outputs
	client.Orders.New(ctx, p)
	client.Options.Get(ctx, "b")
}
