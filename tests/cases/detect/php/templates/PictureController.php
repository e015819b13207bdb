<?php

class PictureController
{
    public function store()
    {
        $this->validate(request(), [
            'model' => 'required|in:dall-e-2,dall-e-3', //: model_literal dall-e-2 -- +manual_only
            'n' => 'required_if:model,dall-e-2|integer|min:1', //: model_literal dall-e-2
            'size' => 'required|in:small,large',
            'other' => 'exclude_if:model,not-gpt-4o,gpt-4o', //: model_literal gpt-4o
            'hint' => 'required|starts:gpt-4o,other',
        ]);
        $offered = explode(',', 'gpt-4o,gpt-4o-mini'); //: model_literal gpt-4o
        $words = explode(',', 'gpt-4o,beetle');
    }
}
