<?php
$client = OpenAI::client($key); //: client_construction client
$client->audio()->speechStreamed([]); //: api_call audio.speech.create
$client->responses()->retrieve('r'); //: api_call responses.retrieve
$client->threads()->runs()->createStreamed('t', []); //: api_call beta.threads.runs.create
$client->vectorStores()->files()->create('v', []); //: api_call vector_stores.files.create
$client->orders()->create([]);
